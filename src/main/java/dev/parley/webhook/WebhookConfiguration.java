package dev.parley.webhook;

import okhttp3.Dns;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where messages may go, and who takes them there. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookProperties.class)
class WebhookConfiguration {

    @Bean
    AddressRule addressRule(WebhookProperties properties) {
        return new AddressRule(properties.allowPrivateAddresses());
    }

    @Bean(destroyMethod = "close")
    Lookup lookup(WebhookProperties properties) {
        return new Lookup(Dns.SYSTEM, properties.timeout(), properties.mostAtOnce());
    }

    @Bean
    Courier courier(AddressRule rule, WebhookProperties properties, Dns dns) {
        return new Courier(rule, properties.timeout(), dns);
    }
}
