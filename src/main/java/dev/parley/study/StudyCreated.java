package dev.parley.study;

/**
 * A study was created; published in the transaction that does it.
 *
 * @param study the study
 */
public record StudyCreated(StudyView study) {}
