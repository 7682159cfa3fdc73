package dev.parley.study;

import java.util.Collection;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface StudyRepository extends JpaRepository<Study, Long> {

    boolean existsByProjectAndName(String project, String name);

    /** Studies together with their progress, as arrays of the two. */
    @Query("select s, p from Study s join StudyProgress p on p.studyId = s.studyId where s.studyId in :studyIds")
    List<Object[]> findAllWithProgress(Collection<Long> studyIds);

    /** Removes a study and, by the foreign keys, all that belongs to it. */
    @Modifying
    @Query("delete from Study s where s.studyId = :studyId")
    void removeById(long studyId);
}
