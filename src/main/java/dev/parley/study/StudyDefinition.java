package dev.parley.study;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What is to be optimized and how, as JSON texts: the terms in force, and the whole as first sent. */
@Entity
class StudyDefinition {

    @Id
    private long studyId;

    @JdbcTypeCode(SqlTypes.JSON)
    private String space;

    @JdbcTypeCode(SqlTypes.JSON)
    private String objectives;

    @JdbcTypeCode(SqlTypes.JSON)
    private String strategy;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String transfer;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable String pruner;

    @JdbcTypeCode(SqlTypes.JSON)
    private String sent;

    @SuppressWarnings("NullAway.Init") // filled by JPA
    protected StudyDefinition() {}

    StudyDefinition(
            long studyId,
            String space,
            String objectives,
            String strategy,
            @Nullable String transfer,
            @Nullable String pruner,
            String sent) {
        this.studyId = studyId;
        this.space = space;
        this.objectives = objectives;
        this.strategy = strategy;
        this.transfer = transfer;
        this.pruner = pruner;
        this.sent = sent;
    }

    /** Puts another space in force. */
    void reshape(String space) {
        this.space = space;
    }

    long studyId() {
        return studyId;
    }

    String space() {
        return space;
    }

    String objectives() {
        return objectives;
    }

    String strategy() {
        return strategy;
    }

    /** What may be learned from earlier studies; null where nothing is. */
    @Nullable
    String transfer() {
        return transfer;
    }

    /** What stops trials early; null where nothing does. */
    @Nullable
    String pruner() {
        return pruner;
    }

    /** Space, objectives, strategy, transfer and pruner as the creating request had them. */
    String sent() {
        return sent;
    }
}
