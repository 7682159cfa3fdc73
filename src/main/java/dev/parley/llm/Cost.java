package dev.parley.llm;

import dev.parley.llm.model.Failure;
import dev.parley.llm.model.ModelCard;
import dev.parley.llm.model.Reply;
import dev.parley.llm.model.Tokens;
import java.math.BigDecimal;

/**
 * What calls cost.
 *
 * @param calls how many calls
 * @param tokens tokens sent and received
 * @param money in US dollars
 */
public record Cost(long calls, long tokens, BigDecimal money) {

    /** No cost. */
    public static final Cost NONE = new Cost(0, 0, BigDecimal.ZERO);

    /**
     * What a call may cost at most.
     *
     * @param question about how many tokens it sends; they are estimated, so that twice as many are counted
     */
    public static Cost most(ModelCard card, int question) {
        return of(card, new Tokens(2L * question, card.maxTokens()));
    }

    /** What a call cost; one whose server does not say so cost the most, unless it was refused or not sent. */
    public static Cost of(ModelCard card, Reply reply, Cost most) {
        if (reply.requests() == 0) {
            return NONE;
        }
        if (reply.tokens() != null) {
            return of(card, reply.tokens());
        }
        boolean isFree = reply instanceof Failure failure && failure.kind().isFree();
        return isFree ? new Cost(1, 0, BigDecimal.ZERO) : most;
    }

    private static Cost of(ModelCard card, Tokens tokens) {
        BigDecimal money = card.price() == null ? BigDecimal.ZERO : card.price().of(tokens);
        return new Cost(1, tokens.input() + tokens.output(), money);
    }

    /** Both together. */
    public Cost plus(Cost other) {
        return new Cost(calls + other.calls, tokens + other.tokens, money.add(other.money));
    }

    /** So many of them. */
    public Cost times(int count) {
        return new Cost(calls * count, tokens * count, money.multiply(BigDecimal.valueOf(count)));
    }
}
