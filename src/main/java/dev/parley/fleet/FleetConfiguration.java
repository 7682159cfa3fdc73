package dev.parley.fleet;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Lets the fleet's tasks run by schedule. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class FleetConfiguration {}
