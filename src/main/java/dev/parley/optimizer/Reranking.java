package dev.parley.optimizer;

/**
 * How a model's predictions had a say in which of the engine's candidates was taken.
 *
 * @param weight what they counted for beside the engine's acquisition, above 0 and at most 1
 * @param correlation the rank correlation of its past predictions with what came, given the order in which it came, from −1 to 1
 * @param compared of how many trials
 * @param candidates among how many configurations the choice was, the engine's own suggestion included
 * @param mean what it predicted of the one that was taken, in the first objective's units; NaN where the engine's own suggestion
 *     was, of which it had said nothing
 */
public record Reranking(double weight, double correlation, int compared, int candidates, double mean) {

    /** Whether another configuration was taken than the engine would have. */
    public boolean hasChanged() {
        return !Double.isNaN(mean);
    }
}
