package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.gp.ReferenceProcess.Query;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomSpaces;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CovariancesTests {

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void equalThoseOfOtherKernels(ReferenceProcess process) {
        Design design = process.design();
        Covariances covariances = new Covariances(0);
        for (Query query : process.queries()) {
            covariances.compute(process.hyperparameters(), design, query.point(), design.size());
            assertThat(Arrays.copyOf(covariances.values(), design.size()))
                    .containsExactly(query.covariances(), within(1e-12));
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void arePositiveDefiniteOnEverySpace(int seed) {
        SearchSpace space = RandomSpaces.space(seed);
        Random random = new Random(seed);
        Encoding encoding = new Encoding(space);
        if (encoding.size() == 0) {
            return;
        }
        Design design = new Design(encoding, 40);
        DMatrixRMaj matrix = new DMatrixRMaj(40, 40);
        Covariances covariances = new Covariances(40);
        double[] lengthScales = random.doubles(encoding.size(), 0.05, 3).toArray();
        Hyperparameters h =
                new Hyperparameters(lengthScales, 1, 0.01, random.nextDouble(0.3, 5), random.nextDouble(), 1);
        for (int i = 0; i < 40; i++) {
            double[] point = encoding.positions(RandomSpaces.point(space, random));
            design.add(point);
            covariances.compute(h, design, point, i + 1);
            for (int k = 0; k < i; k++) {
                matrix.set(i, k, covariances.values()[k]);
                matrix.set(k, i, covariances.values()[k]);
            }
            assertThat(covariances.values()[i]).isCloseTo(h.variance(), within(1e-12));
            matrix.set(i, i, h.variance() + 1e-9);
        }
        assertThat(DecompositionFactory_DDRM.chol(40, true).decompose(matrix)).isTrue();
    }
}
