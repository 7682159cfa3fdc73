package dev.parley.trial;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

/** Trials by study and number. */
public interface TrialRepository extends JpaRepository<Trial, TrialId> {

    /** A trial, locked until the transaction ends; the study's progress row must be locked already. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select t from Trial t where t.id = :id")
    Optional<Trial> lock(TrialId id);

    /** Trials in the order of their numbers, locked until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select t from Trial t where t.id.studyId = :studyId and t.id.number in :numbers order by t.id.number")
    List<Trial> lockAll(long studyId, Collection<Integer> numbers);

    /** Trials in the order of their numbers. */
    @Query("select t from Trial t where t.id.studyId = :studyId and t.id.number in :numbers order by t.id.number")
    List<Trial> findAll(long studyId, Collection<Integer> numbers);
}
