package dev.parley;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service's entry point. */
@SpringBootApplication
public class ParleyApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ParleyApplication.class, arguments);
    }
}
