package dev.parley.study;

import org.springframework.data.jpa.repository.JpaRepository;

interface StudyProgressRepository extends JpaRepository<StudyProgress, Long> {}
