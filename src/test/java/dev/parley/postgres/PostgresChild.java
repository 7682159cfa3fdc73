package dev.parley.postgres;

import java.nio.file.Path;

/** A process of its own that starts a database and waits to be killed. */
final class PostgresChild {

    private PostgresChild() {}

    public static void main(String[] arguments) throws Exception {
        PostgresServer server = PostgresServer.start(Path.of(arguments[0]), true);
        PostgresServerIT.execute(server, "CREATE TABLE IF NOT EXISTS note (text text)");
        PostgresServerIT.execute(server, "INSERT INTO note VALUES ('committed')");
        System.out.println("committed");
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}
