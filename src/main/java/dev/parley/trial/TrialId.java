package dev.parley.trial;

import jakarta.persistence.Embeddable;
import java.io.Serializable;

/**
 * What identifies a trial.
 *
 * @param studyId the study's number in the database
 * @param number the trial's number in the study, dense from 0
 */
@Embeddable
public record TrialId(long studyId, int number) implements Serializable {}
