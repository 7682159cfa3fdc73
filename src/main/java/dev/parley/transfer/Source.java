package dev.parley.transfer;

import java.util.List;

/**
 * An earlier study that one learns from.
 *
 * @param name its name then
 * @param score how much it resembled the other, from 0 to 1
 * @param reasons why
 * @param taught what was copied of it
 */
public record Source(String name, double score, List<Reason> reasons, Taught taught) {

    public Source {
        reasons = List.copyOf(reasons);
    }
}
