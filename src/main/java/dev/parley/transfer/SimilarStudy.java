package dev.parley.transfer;

import dev.parley.study.StudyView;

/**
 * An earlier study of the same project that resembles the one at hand.
 *
 * @param study the study
 * @param similarity how much it resembles it, and why
 */
record SimilarStudy(StudyView study, Similarity similarity) {}
