package dev.parley.study;

import java.util.Arrays;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.format.FormatterRegistry;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Reads enumerations in paths and queries by the words they print as: {@code active}, not {@code ACTIVE}. */
@Component
class EnumWords implements ConverterFactory<String, Enum<?>>, WebMvcConfigurer {

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverterFactory(this);
    }

    @Override
    public <T extends Enum<?>> Converter<String, T> getConverter(Class<T> type) {
        return word -> constant(type, word);
    }

    private static <T extends Enum<?>> T constant(Class<T> type, String word) {
        for (T constant : type.getEnumConstants()) {
            if (constant.toString().equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("must be one of the words " + String.join(", ", words(type)));
    }

    private static <T extends Enum<?>> Iterable<String> words(Class<T> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::toString).toList();
    }
}
