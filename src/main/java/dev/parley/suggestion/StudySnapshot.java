package dev.parley.suggestion;

import dev.parley.optimizer.Counsel;
import dev.parley.study.Room;
import dev.parley.study.StudyView;
import dev.parley.trial.HistoryCache;
import org.jspecify.annotations.Nullable;

/**
 * A study of one moment, as an ask computes from it.
 *
 * @param room how many trials may be handed out
 * @param history the study's history; null if no new trials may be handed out
 * @param counsel what the study's language model has to say; nothing where there is none
 */
record StudySnapshot(StudyView view, Room room, HistoryCache.@Nullable Snapshot history, Counsel counsel) {}
