package dev.parley.study;

import jakarta.persistence.ColumnResult;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SqlResultSetMapping;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** One optimization problem: whose it is, and the terms on which it hands out trials. */
@Entity
@DynamicUpdate
@SqlResultSetMapping(
        name = Study.WITH_PROGRESS,
        entities = {@EntityResult(entityClass = Study.class), @EntityResult(entityClass = StudyProgress.class)},
        columns = {
            @ColumnResult(name = "now", type = Instant.class),
            @ColumnResult(name = "incarnation", type = String.class)
        })
public class Study {

    /** The shape of a row that holds a study, its progress, the database's time and its incarnation. */
    static final String WITH_PROGRESS = "Study.withProgress";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long studyId;

    private String project;
    private String name;
    private @Nullable String description;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels;

    @Embedded
    private @Nullable Limits limits;

    private int leaseSeconds;
    private int leaseAttempts;

    private int version;
    private int spaceVersion;
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // filled by JPA
    protected Study() {}

    Study(
            Project project,
            StudyName name,
            @Nullable String description,
            Map<String, String> labels,
            Limits limits,
            LeaseTerms lease,
            Instant createdAt) {
        this.project = project.name();
        this.name = name.value();
        this.description = description;
        this.labels = Map.copyOf(labels);
        this.limits = limits;
        this.leaseSeconds = lease.seconds() == null ? LeaseTerms.DEFAULT_SECONDS : lease.seconds();
        this.leaseAttempts = lease.attempts() == null ? LeaseTerms.DEFAULT_ATTEMPTS : lease.attempts();
        this.version = 1;
        this.spaceVersion = 1;
        this.createdAt = createdAt.truncatedTo(ChronoUnit.MICROS); // as the database keeps it
    }

    /** Changes what may be changed at any time; the version moves on. */
    void describe(@Nullable String description, Map<String, String> labels, Limits limits) {
        this.description = description;
        this.labels = Map.copyOf(labels);
        this.limits = limits;
        this.version++;
    }

    /** Notes that the search space was changed. */
    void reshape() {
        this.spaceVersion++;
    }

    /** The number that stands for this study in the database, never used again for another. */
    public long id() {
        if (studyId == null) {
            throw new IllegalStateException("study " + name + " is not stored yet");
        }
        return studyId;
    }

    public Project project() {
        return new Project(project);
    }

    public StudyName name() {
        return new StudyName(name);
    }

    public @Nullable String description() {
        return description;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public Limits limits() {
        return limits == null ? Limits.NONE : limits;
    }

    /** How long a lease is, in seconds, where the ask does not say. */
    public int leaseSeconds() {
        return leaseSeconds;
    }

    /** How often a trial is handed out before it is lost. */
    public int leaseAttempts() {
        return leaseAttempts;
    }

    /** The version of the definition, which trials do not touch. */
    public int version() {
        return version;
    }

    /** The version of the search space. */
    public int spaceVersion() {
        return spaceVersion;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
