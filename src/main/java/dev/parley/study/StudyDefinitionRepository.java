package dev.parley.study;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface StudyDefinitionRepository extends JpaRepository<StudyDefinition, Long> {

    /** A definition together with the version of the space in it, as an array of the two. */
    @Query("select d, s.spaceVersion from StudyDefinition d join Study s on s.studyId = d.studyId where d.studyId ="
            + " :id")
    List<Object[]> findWithSpaceVersion(long id);
}
