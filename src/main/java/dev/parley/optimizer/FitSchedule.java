package dev.parley.optimizer;

/**
 * Which fits a study gets: one with each of the first {@value #EACH} trials that end, then one when an eighth more have ended
 * than the last one was of.
 *
 * <p>A fit is put to use when the next one is due. So there is time to make it, and which fit a suggestion is from follows from
 * the history alone, however long fitting takes.
 */
public final class FitSchedule {

    private static final int EACH = 16;
    private static final int SHARE = 8;

    private FitSchedule() {}

    /** Of how many ended trials the last fit due is, where {@code ended} have ended. */
    public static int due(int ended) {
        int due = Math.min(ended, EACH);
        while (due >= EACH && due + due / SHARE <= ended) {
            due += due / SHARE;
        }
        return due;
    }

    /** Of how many ended trials the fit in use is, where {@code ended} have ended: of the last one before that is due. */
    public static int inUse(int ended) {
        return ended == 0 ? 0 : due(due(ended) - 1);
    }
}
