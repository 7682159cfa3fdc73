package dev.parley.llm.draft;

import dev.parley.llm.model.Answer;
import dev.parley.llm.model.Failure;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.Models;
import dev.parley.llm.model.Question;
import dev.parley.llm.prompt.Prompt;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Has a language model draft search spaces; a draft with faults is sent back to it once. */
@Service
class Drafting {

    private final Models models;

    Drafting(Models models) {
        this.models = models;
    }

    /**
     * Drafts a search space; takes as long as the model does.
     *
     * @throws ProblemException of type model-unavailable if no model gives a draft with a valid parameter
     */
    SpaceDraftResponse draft(SpaceDraftRequest request) {
        LanguageModel model = model(request.model());
        Prompt prompt =
                new DraftPrompt(DraftPrompt.TOKENS).write(new DraftRequest(request.description(), request.code()));
        Draft draft = DraftReader.read(answer(model, prompt, prompt.user()));
        if (draft.feedback() != null) {
            Draft second = DraftReader.read(answer(model, prompt, prompt.user() + "\n\n" + draft.feedback()));
            draft = second.parameters().size() >= draft.parameters().size() ? second : draft;
        }
        if (draft.parameters().isEmpty()) {
            throw unavailable("The model %s drafted no valid parameter: %s"
                    .formatted(
                            model.card().name(),
                            draft.faults().stream()
                                    .map(fault -> fault.pointer() + " " + fault.detail())
                                    .collect(Collectors.joining("; "))));
        }
        return SpaceDraftResponse.of(model.card().name(), draft);
    }

    private LanguageModel model(@Nullable String name) {
        if (name == null) {
            return models.byDefault()
                    .orElseThrow(() -> unavailable(
                            "No language model is configured. Set parley.models, or write the space yourself."));
        }
        return models.find(name)
                .orElseThrow(() -> ProblemException.at(
                        "/model", "must be the name of a model: GET" + " /api/v1/models lists them"));
    }

    private static String answer(LanguageModel model, Prompt prompt, String user) {
        return switch (model.ask(new Question(prompt.system(), user, prompt.schema()))) {
            case Answer answer -> answer.text();
            case Failure failure ->
                throw unavailable("The model %s gave no answer (%s): %s"
                        .formatted(model.card().name(), failure.kind(), failure.reason()));
        };
    }

    private static ProblemException unavailable(String detail) {
        return new ProblemException(ProblemType.MODEL_UNAVAILABLE, detail);
    }
}
