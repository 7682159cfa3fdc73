package dev.parley.problem;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** A request's body that is read through something that may refuse it: {@link #read(byte[], int, int)} of a subclass. */
public abstract class CheckedBody extends ServletInputStream {

    private final ServletInputStream input;

    protected CheckedBody(ServletInputStream input) {
        this.input = input;
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return input.read(target, offset, length);
    }

    @Override
    public int available() throws IOException {
        return input.available();
    }

    @Override
    public boolean isFinished() {
        return input.isFinished();
    }

    @Override
    public boolean isReady() {
        return input.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        input.setReadListener(listener);
    }
}
