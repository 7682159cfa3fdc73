package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrendTests {

    /** Two features that are random linear functions of the positions. */
    private static Trend trend(int axes) {
        Random random = new Random(4);
        double[][] slopes = {
            random.doubles(axes).toArray(), random.doubles(axes, -1, 1).toArray()
        };
        return new Trend() {
            @Override
            public double[] at(double[] point) {
                double[] features = new double[slopes.length];
                for (int f = 0; f < features.length; f++) {
                    for (int a = 0; a < point.length; a++) {
                        features[f] += Double.isNaN(point[a]) ? 0 : slopes[f][a] * point[a];
                    }
                }
                return features;
            }

            @Override
            public double mean(double[] features) {
                return 0.7 * features[0] - 0.2 * features[1];
            }
        };
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1];
    }

    /** k(x) and K are those of the process, plus f(x)·f(xᵢ) and f(xᵢ)·f(xⱼ); solved at once by EJML. */
    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void isAPartOfTheFunctionWithFactorsOfItsOwn(ReferenceProcess process) {
        int n = process.points().length;
        Trend trend = trend(process.encoding().size());
        Hyperparameters h = process.hyperparameters();
        Regression regression = new Regression(
                process.encoding(), h, trend, process.points(), process.targets(), new double[n], new double[0][]);
        Design design = new Design(process.encoding(), n);
        Covariances covariances = new Covariances(n);
        DMatrixRMaj k = new DMatrixRMaj(n, n);
        for (double[] point : process.points()) {
            design.add(point);
        }
        DMatrixRMaj beyond = new DMatrixRMaj(n, 1);
        for (int i = 0; i < n; i++) {
            covariances.compute(h, design, process.points()[i], n);
            double[] features = trend.at(process.points()[i]);
            for (int j = 0; j < n; j++) {
                k.set(i, j, covariances.values()[j] + dot(features, trend.at(process.points()[j])));
            }
            k.add(i, i, h.noise());
            beyond.set(i, process.targets()[i] - trend.mean(features));
        }
        DMatrixRMaj inverse = new DMatrixRMaj(n, n);
        CommonOps_DDRM.invert(k, inverse);
        for (ReferenceProcess.Query query : process.queries()) {
            double[] features = trend.at(query.point());
            covariances.compute(h, design, query.point(), n);
            DMatrixRMaj row = new DMatrixRMaj(1, n);
            for (int j = 0; j < n; j++) {
                row.set(j, covariances.values()[j] + dot(features, trend.at(process.points()[j])));
            }
            DMatrixRMaj weights = new DMatrixRMaj(1, n);
            CommonOps_DDRM.mult(row, inverse, weights);
            double mean = trend.mean(features) + CommonOps_DDRM.dot(weights, beyond);
            double variance = h.variance() + dot(features, features) - CommonOps_DDRM.dot(weights, row);

            regression.predict(query.point());
            assertThat(regression.mean()).isCloseTo(mean, within(1e-7));
            assertThat(regression.variance()).isCloseTo(variance, within(1e-7));
            assertThat(regression.meanAt(query.point())).isCloseTo(mean, within(1e-7));
            assertThat(regression.priorVariance()).isCloseTo(h.variance() + dot(features, features), within(1e-12));
        }
    }
}
