package dev.parley.study;

import org.springframework.data.jpa.repository.JpaRepository;

interface StudyDefinitionRepository extends JpaRepository<StudyDefinition, Long> {}
