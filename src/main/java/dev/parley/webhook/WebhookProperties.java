package dev.parley.webhook;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are served.
 *
 * @param allowPrivateAddresses whether receivers may be on addresses that are not of the public internet
 * @param timeout how long one attempt may take, from the look-up of the name to the end of the answer
 * @param mostAtOnce how many webhooks this process delivers to at a time, one message each
 * @param mostPerProject how many webhooks a project may have
 * @param pauses how long to wait after each failed attempt of a message; after the last there is none
 * @param disableAfter for how long every attempt must have failed for a webhook to be disabled
 * @param mostWaiting how many messages may wait for one webhook; the oldest make way
 * @param longestWait for how long a message may be due without an attempt, such as while its webhook is disabled
 * @param keep how long messages are kept once they are delivered or given up
 */
@ConfigurationProperties("parley.webhooks")
record WebhookProperties(
        @DefaultValue("false") boolean allowPrivateAddresses,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("64") int mostAtOnce,
        @DefaultValue("100") int mostPerProject,

        @DefaultValue({"5s", "30s", "5m", "30m", "2h", "5h", "10h"})
        List<Duration> pauses,

        @DefaultValue("3d") Duration disableAfter,
        @DefaultValue("10000") int mostWaiting,
        @DefaultValue("7d") Duration longestWait,
        @DefaultValue("30d") Duration keep) {}
