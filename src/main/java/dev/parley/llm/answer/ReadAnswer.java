package dev.parley.llm.answer;

import dev.parley.optimizer.space.Configuration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model's text comes to.
 *
 * @param proposals what can be used of it, in the model's order
 * @param repairs how often each thing was put right, in accepted and in rejected proposals
 * @param rejections how often something was rejected, by the first reason against each proposal
 * @param repeated the configurations that had been tried or proposed before
 * @param ranges where the model looks from now on, by the parameters' names: those that it said, and readably
 * @param feedback the message that asks for a better answer; null where nothing of this one was rejected, or half of what was
 *     wanted can be used all the same
 */
public record ReadAnswer(
        List<AcceptedProposal> proposals,
        Map<Repair, Integer> repairs,
        Map<Rejection, Integer> rejections,
        List<Configuration> repeated,
        Map<String, List<Object>> ranges,
        @Nullable String feedback) {

    public ReadAnswer {
        proposals = List.copyOf(proposals);
        repairs = Map.copyOf(repairs);
        rejections = Map.copyOf(rejections);
        repeated = List.copyOf(repeated);
        ranges = Map.copyOf(ranges);
    }
}
