package dev.parley.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.study.Project;
import dev.parley.study.Transactions;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at a project's studies for what changed. Other tests' studies may be heard of, too. */
@IntegrationTest
class ProjectMarksIT {

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Transactions transactions;

    ProjectMarks marks;

    @BeforeEach
    void begin() {
        marks = new ProjectMarks(transactions, jdbc, Project.DEFAULT);
    }

    @Test
    void aLookNamesWhatIsNewHasChangedOrIsGoneAndTheNextDoesNot() {
        StudyApi study = api.study();
        assertThat(marks.look()).contains(study.name());
        assertThat(marks.look()).doesNotContain(study.name());
        study.finish(1);
        assertThat(marks.look()).contains(study.name());
        study.post("/pause", "").is(200);
        assertThat(marks.look()).contains(study.name());
        study.patch("{'description': 'other'}").is(200);
        assertThat(marks.look()).contains(study.name());
        assertThat(marks.look()).doesNotContain(study.name());
        api.delete(study.path()).is(204);
        assertThat(marks.look()).contains(study.name());
        assertThat(marks.look()).doesNotContain(study.name());
    }

    @Test
    void whatAnotherStudyTookTheNameOfIsNamed() {
        StudyApi study = api.study();
        marks.look();
        api.delete(study.path()).is(204);
        api.put(
                        study.path(),
                        "{'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}], 'objectives':"
                                + " [{'name': 'loss', 'direction': 'minimize'}]}")
                .is(201);
        assertThat(marks.look()).contains(study.name());
    }

    @Test
    void theStudiesOfOthersAreNotNamed() {
        ProjectMarks others = new ProjectMarks(transactions, jdbc, new Project("others"));
        StudyApi study = api.study();
        assertThat(others.look()).isEmpty();
        assertThat(marks.look()).contains(study.name());
    }

    /** What a transaction wrote before a look that did not see it is no older than the look afterwards. */
    @Test
    void aChangeThatIsCommittedLateIsNamed() throws Exception {
        StudyApi late = api.study();
        StudyApi other = api.study();
        marks.look();
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = threads.submit(() -> transactions.write(() -> {
                int rows = jdbc.sql("UPDATE study_progress SET revision = revision + 1 WHERE study_id ="
                                + " (SELECT study_id FROM study WHERE name = ?)")
                        .param(late.name())
                        .update();
                written.countDown();
                await(looked);
                return rows;
            }));
            written.await();
            other.finish(1);
            List<String> before = marks.look();
            other.finish(1);
            assertThat(marks.look()).contains(other.name()).doesNotContain(late.name());
            looked.countDown();
            writer.get();
            assertThat(before).contains(other.name()).doesNotContain(late.name());
            assertThat(marks.look()).contains(late.name());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
