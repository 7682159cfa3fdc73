import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * What a lease's token says. To clients it is opaque; a ledger may look inside to tell handouts apart.
 *
 * @param study the study's number in the database
 * @param number the trial's number
 * @param handout how often the trial had been handed out, this time included
 * @param nonce a random number
 */
record Lease(long study, int number, int handout, int nonce) {

    static Lease parse(String token) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        return new Lease(bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getInt());
    }
}
