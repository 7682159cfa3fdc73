package dev.parley.fleet;

import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Lets the fleet's tasks run by schedule. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class FleetConfiguration {

    /** A thread for each task, so that none is late because another one takes long: the reaper's heartbeat above all. */
    @Bean
    ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
        return builder.build();
    }
}
