package dev.parley.transfer;

import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import org.springframework.stereotype.Service;

/** Answers which earlier studies resemble one, and which it learns from. */
@Service
class TransferService {

    static final int MOST_LISTED = 200;

    private final Transactions transactions;
    private final Studies studies;
    private final SimilarStudies similar;
    private final Sources sources;

    TransferService(Transactions transactions, Studies studies, SimilarStudies similar, Sources sources) {
        this.transactions = transactions;
        this.studies = studies;
        this.similar = similar;
        this.sources = sources;
    }

    /** The studies of the project that resemble one, the most similar first. */
    SimilarStudyList similar(Project project, StudyName name, int limit) {
        return transactions.read(() -> new SimilarStudyList(similar.of(studies.find(project, name)).stream()
                .limit(limit)
                .map(SimilarStudyResponse::of)
                .toList()));
    }

    /** The studies that one learns from, the most similar first. */
    SimilarStudyList sources(Project project, StudyName name) {
        return transactions.read(() -> new SimilarStudyList(sources.of(studies.find(project, name)).stream()
                .map(SimilarStudyResponse::of)
                .toList()));
    }
}
