package dev.parley.security;

import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.problem.Problems;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Which role may call which path; stateless, by key. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessProperties.class)
class SecurityConfiguration {

    private static final String TRIALS = "/api/v1/studies/*/trials";
    private static final String[] WORK = {
        "/api/v1/studies/*/ask",
        TRIALS,
        TRIALS + "/*/tell",
        TRIALS + "/*/report",
        TRIALS + "/*/heartbeat",
        TRIALS + "/*/release",
        "/api/v1/studies/*/observe"
    };

    /** Looks for itself which role each of its tools takes. */
    private static final String MCP = "/mcp";

    /** The page itself holds no data: it asks for a key where the API wants one. */
    private static final String[] PAGE = {"/", "/index.html", "/favicon.svg", "/page/**", "/vendor/**"};

    /** All that the page may load comes from here, and no markup may hold a script or a style. */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'");

    /** The pages of springdoc, below the context path; they set styles in their markup. */
    private static final RequestMatcher DOCUMENTATION = new OrRequestMatcher(
            PathPatternRequestMatcher.pathPattern("/docs"), PathPatternRequestMatcher.pathPattern("/swagger-ui/**"));

    private static final String DOCUMENTATION_POLICY =
            POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

    @Bean
    Listening listening(AccessProperties access, Environment environment) {
        return new Listening(access, environment);
    }

    /** Looks just before the server is made, so that tests without one need no address. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> listeningRule(Listening listening) {
        return factory -> listening.check();
    }

    /** Requests are observed as a whole: an observation of each filter would cost more than the filters do. */
    @Bean
    SecurityObservationSettings unobservedFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** Lets a method that no path takes come so far that the answer says which the path does take. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    /** Keeps Spring Boot from making up a user with a password. */
    @Bean
    AuthenticationManager authenticationManager() {
        return authentication -> {
            throw new ProviderNotFoundException("callers are known by their key alone");
        };
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, AccessProperties access, Listening listening, Problems problems) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(AbstractHttpConfigurer::disable)
                .securityContext(
                        caller -> caller.securityContextRepository(new RequestAttributeSecurityContextRepository()))
                .addFilterBefore(new HostFilter(listening, problems), SecurityContextHolderFilter.class)
                .addFilterBefore(new KeyFilter(new KeyRing(access.keys())), AnonymousAuthenticationFilter.class)
                .headers(SecurityConfiguration::headers)
                .authorizeHttpRequests(SecurityConfiguration::roles)
                .exceptionHandling(answers -> answers.authenticationEntryPoint(unauthorized(problems))
                        .accessDeniedHandler(forbidden(problems)))
                .build();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .addHeaderWriter((request, response) -> response.setHeader(
                        "Content-Security-Policy", DOCUMENTATION.matches(request) ? DOCUMENTATION_POLICY : POLICY));
    }

    private static void roles(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        String reader = Role.READER.name();
        String worker = Role.WORKER.name();
        String admin = Role.ADMIN.name();
        requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC, DispatcherType.FORWARD)
                .permitAll()
                .requestMatchers(HttpMethod.GET, "/actuator/health", "/actuator/health/**")
                .permitAll()
                .requestMatchers(HttpMethod.GET, PAGE)
                .permitAll()
                .requestMatchers("/api/v1/webhooks", "/api/v1/webhooks/**")
                .hasRole(admin)
                .requestMatchers(HttpMethod.GET)
                .hasAnyRole(reader, worker, admin)
                .requestMatchers(HttpMethod.HEAD)
                .hasAnyRole(reader, worker, admin)
                .requestMatchers(HttpMethod.POST, MCP)
                .hasAnyRole(reader, worker, admin)
                .requestMatchers(HttpMethod.POST, WORK)
                .hasAnyRole(worker, admin)
                .anyRequest()
                .hasRole(admin);
    }

    private static AuthenticationEntryPoint unauthorized(Problems problems) {
        return (request, response, failure) -> {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            problems.write(
                    request,
                    response,
                    new ProblemException(
                            ProblemType.UNAUTHORIZED, "Send a valid key as `Authorization: Bearer <key>`."));
        };
    }

    private static AccessDeniedHandler forbidden(Problems problems) {
        return (request, response, failure) -> problems.write(
                request,
                response,
                new ProblemException(
                        ProblemType.FORBIDDEN,
                        "The key's role does not allow " + request.getMethod() + " " + request.getRequestURI() + "."));
    }
}
