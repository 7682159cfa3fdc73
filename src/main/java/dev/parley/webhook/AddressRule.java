package dev.parley.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses messages may go to: those of the public internet, and with {@code allowsPrivate} all others too. What
 * stands for an IPv4 address (RFC 4291 mapped, RFC 6052 translated) is judged as that one.
 *
 * @param allowsPrivate whether any address will do
 */
record AddressRule(boolean allowsPrivate) {

    /** IPv4 that is not of the public internet (RFC 6890), and the metadata service that Azure has at a public address. */
    private static final List<Block> PRIVATE_4 = Block.all(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    /** All of IPv6 that is routed lies in here … */
    private static final Block GLOBAL_6 = Block.of("2000::/3");

    /** … except for protocols, documentation, and tunnels that may end anywhere. */
    private static final List<Block> PRIVATE_6 = Block.all("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static final Block TRANSLATED = Block.of("64:ff9b::/96");

    /** Whether messages may go there. */
    boolean allows(InetAddress address) {
        return allowsPrivate || isPublic(address.getAddress());
    }

    private static boolean isPublic(byte[] address) {
        if (address.length == 4) {
            return PRIVATE_4.stream().noneMatch(block -> block.holds(address));
        }
        if (TRANSLATED.holds(address)) {
            return isPublic(Arrays.copyOfRange(address, 12, 16));
        }
        return GLOBAL_6.holds(address) && PRIVATE_6.stream().noneMatch(block -> block.holds(address));
    }

    /**
     * Addresses that begin alike.
     *
     * @param start the first of them
     * @param bits how many bits they share
     */
    private record Block(byte[] start, int bits) {

        static Block of(String text) {
            String[] parts = text.split("/", 2);
            try {
                return new Block(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }

        static List<Block> all(String... texts) {
            return Arrays.stream(texts).map(Block::of).toList();
        }

        boolean holds(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if (((address[bit / 8] ^ start[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
