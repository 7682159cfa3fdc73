package dev.parley.finetuning;

import dev.parley.llm.OngoingCalls;
import dev.parley.llm.prediction.ModelPredictions;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.distinct.DistinctStrategy;
import dev.parley.optimizer.gp.GpStrategy;
import dev.parley.optimizer.tpe.TpeStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Names the engines that fine-tuned models are compared with. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FineTuneProperties.class)
class FineTuneConfiguration {

    @Bean
    Exams exams(ModelPredictions predictions, OngoingCalls ongoing) {
        Strategy tpe = new TpeStrategy();
        return new Exams(predictions, ongoing, new DistinctStrategy(tpe), new GpStrategy(tpe));
    }
}
