package dev.parley.study;

/** Whether a study tries its best configurations again, so that the best becomes known and not the luckiest. */
public enum Retests {
    NONE("none"),
    /** The last tenth of the trials that the limit on trials allows. */
    LAST_TENTH("last-tenth");

    private final String word;

    Retests(String word) {
        this.word = word;
    }

    /** How many of so many next trials try a configuration again, the last of them. */
    public int among(int wanted, Room room, Limits limits) {
        if (this == NONE || limits.trials() == null || room.remaining() == null) {
            return 0;
        }
        long tenth = (limits.trials() + 9) / 10;
        return (int) Math.clamp(tenth - (room.remaining() - wanted), 0, wanted);
    }

    /** The policy's word: {@code none} or {@code last-tenth}. */
    @Override
    public String toString() {
        return word;
    }
}
