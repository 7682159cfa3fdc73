package dev.parley.dashboard;

import dev.parley.dashboard.Activity.Pace;
import dev.parley.dashboard.OverviewResponse.StudyOverview;
import dev.parley.dashboard.SampleResponse.ImprovementNote;
import dev.parley.optimizer.Direction;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.StudyListing;
import dev.parley.study.StudyListing.Listed;
import dev.parley.study.StudyListing.Wanted;
import dev.parley.study.Transactions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Lists studies with what goes on in them. */
@Service
class Overview {

    private static final Pace STILL = new Pace(0, null);

    private final Transactions transactions;
    private final StudyListing listing;
    private final Activity activity;

    Overview(Transactions transactions, StudyListing listing, Activity activity) {
        this.transactions = transactions;
        this.listing = listing;
        this.activity = activity;
    }

    /** One page of studies, the newest first. */
    OverviewResponse of(Project project, Wanted wanted, Page page) {
        return transactions.read(() -> {
            List<Listed> found = listing.newest(project, wanted, page);
            return new OverviewResponse(
                    overviews(page.cut(found)), page.nextToken(found, study -> Long.toString(study.id())));
        });
    }

    private List<StudyOverview> overviews(List<Listed> studies) {
        Long[] ids = studies.stream().map(Listed::id).toArray(Long[]::new);
        Map<Long, Direction> directions = studies.stream()
                .collect(Collectors.toMap(
                        Listed::id,
                        study -> study.response().objectives().getFirst().direction()));
        Map<Long, List<String>> workers = activity.workers(ids);
        Map<Long, Pace> paces = activity.paces(ids);
        Map<Long, List<ImprovementNote>> bestSoFar = activity.bestSoFar(directions);
        return studies.stream()
                .map(study -> {
                    Pace pace = paces.getOrDefault(study.id(), STILL);
                    return new StudyOverview(
                            study.response(),
                            workers.getOrDefault(study.id(), List.of()),
                            pace.perMinute(),
                            pace.last(),
                            bestSoFar.getOrDefault(study.id(), List.of()));
                })
                .toList();
    }
}
