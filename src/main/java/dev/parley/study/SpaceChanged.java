package dev.parley.study;

/**
 * A study's search space was changed; published in the transaction that does it.
 *
 * @param study the study, locked, with the space that is now in force
 */
public record SpaceChanged(StudyView study) {}
