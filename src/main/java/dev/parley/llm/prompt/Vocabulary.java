package dev.parley.llm.prompt;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.SearchSpace;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a space's parameters and choices are called before a model, where their own names may hold anything.
 *
 * <p>A parameter has a <em>key</em> of 1 to {@value #LONGEST} ASCII letters, digits, dots, underscores and hyphens, which
 * every provider takes as a property's name: its own name where that is one. A choice has a <em>label</em>: itself if it is
 * a number or a boolean, or else its {@linkplain PlainText plain text} of at most as many characters. Keys are unique in
 * the space, and labels among the choices.
 */
public final class Vocabulary {

    static final int LONGEST = 40;

    private static final int MOST_NAMED = 12;
    private static final int SIGNIFICANT_DIGITS = 4;
    private static final int MOST_DIGITS = 16;

    /** How far a value may be rounded, as a share of the range. */
    private static final double ROUNDING = 1e-3;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]+");
    private static final Pattern INSIGNIFICANT = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final SearchSpace space;
    private final List<String> keys;
    private final List<List<Object>> labels;
    private final Map<String, Integer> indices = new HashMap<>();

    /** The vocabulary of a space: the same for equal spaces. */
    public Vocabulary(SearchSpace space) {
        this.space = space;
        List<String> names = space.parameters().stream().map(Parameter::name).toList();
        keys = distinct(names, Vocabulary::key);
        labels = space.parameters().stream().map(Vocabulary::labels).toList();
        addLoosely(names);
        addLoosely(keys);
        add(names);
        add(keys);
    }

    private void add(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            indices.put(words.get(i), i);
        }
    }

    /** Adds the normalized forms of words; one that two words share stands for neither. */
    private void addLoosely(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = normalized(words.get(i));
            Integer other = indices.putIfAbsent(word, i);
            if (other != null && other != i) {
                indices.put(word, -1);
            }
        }
    }

    private static String key(String name) {
        String ascii =
                MARKS.matcher(Normalizer.normalize(name, Normalizer.Form.NFKD)).replaceAll("");
        String key = UNSAFE.matcher(ascii).replaceAll("_");
        return key.isEmpty() ? "_" : key.substring(0, Math.min(key.length(), LONGEST));
    }

    private static List<Object> labels(Parameter parameter) {
        List<Object> choices = switch (parameter) {
            case CategoricalParameter p -> p.choices();
            case OrdinalParameter p -> p.values();
            case FloatParameter p -> List.of();
            case IntParameter p -> List.of();
        };
        List<String> texts = choices.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
        List<String> plain = distinct(texts, text -> PlainText.line(text, LONGEST));
        List<Object> labels = new ArrayList<>(choices);
        int next = 0;
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i) instanceof String) {
                labels.set(i, plain.get(next++));
            }
        }
        return List.copyOf(labels);
    }

    /** The cleaned texts in their order, those that cleaning makes equal told apart by their index. */
    private static List<String> distinct(List<String> texts, UnaryOperator<String> clean) {
        String[] distinct = new String[texts.size()];
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < distinct.length; i++) {
            distinct[i] = clean.apply(texts.get(i));
            if (distinct[i].equals(texts.get(i))) {
                taken.add(distinct[i]);
            }
        }
        for (int i = 0; i < distinct.length; i++) {
            String candidate = distinct[i];
            for (int n = i; !candidate.equals(texts.get(i)) && !taken.add(candidate); n += distinct.length) {
                candidate = distinct[i] + "_" + n;
            }
            distinct[i] = candidate;
        }
        return Arrays.asList(distinct);
    }

    /** A word without its case, spaces and punctuation. */
    public static String normalized(String word) {
        return INSIGNIFICANT.matcher(word.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    /** The space whose words these are. */
    public SearchSpace space() {
        return space;
    }

    /** The keys in the order of the space. */
    public List<String> keys() {
        return keys;
    }

    /** The key of the parameter at {@code index}. */
    public String key(int index) {
        return keys.get(index);
    }

    /** The labels of the choices or ordinal values of the parameter at {@code index}, in their order; empty of numbers. */
    public List<Object> labels(int index) {
        return labels.get(index);
    }

    /**
     * The index of the parameter that a word names: by its key, by its own name, or by either without case, spaces and
     * punctuation where that is no other's too; −1 if it names none.
     */
    public int indexOf(String word) {
        Integer exact = indices.get(word);
        return exact != null ? exact : indices.getOrDefault(normalized(word), -1);
    }

    /** A coordinate of the parameter at {@code index} as a model sees it: a number of four digits or a label. */
    Object shown(int index, double coordinate) {
        return switch (space.parameter(index)) {
            case FloatParameter p -> Figures.rounded(coordinate, SIGNIFICANT_DIGITS);
            case IntParameter p -> p.value(coordinate);
            case OrdinalParameter p -> labels(index).get((int) coordinate);
            case CategoricalParameter p -> labels(index).get((int) coordinate);
        };
    }

    /**
     * A configuration as a model sees it: the active parameters' values by key; or in a space of more than
     * {@value #MOST_NAMED} parameters, to save room, an array in the order of the space, with null where one is inactive.
     */
    public Object shown(Configuration configuration) {
        Map<String, Object> named = named(configuration, this::shown);
        List<@Nullable Object> values = new ArrayList<>();
        keys.forEach(key -> values.add(named.get(key)));
        return space.size() <= MOST_NAMED ? named : values;
    }

    /** A configuration as a model is to write it: the active parameters' values by key, each a point of the space as it stands. */
    public Map<String, Object> written(Configuration configuration) {
        return named(configuration, this::written);
    }

    private Map<String, Object> named(Configuration configuration, BiFunction<Integer, Double, Object> form) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < space.size(); i++) {
            if (configuration.isActive(i)) {
                named.put(key(i), form.apply(i, configuration.coordinate(i)));
            }
        }
        return named;
    }

    /** A coordinate with as many digits as it takes to lie where it does: inside the range, and on the grid if there is one. */
    private Object written(int index, double coordinate) {
        if (!(space.parameter(index) instanceof FloatParameter p)) {
            return shown(index, coordinate);
        }
        double tolerance = p.step() == null ? ROUNDING * (p.high() - p.low()) : 0;
        for (int digits = SIGNIFICANT_DIGITS; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = Figures.rounded(coordinate, digits);
            double value = rounded.doubleValue();
            if (value >= p.low() && value <= p.high() && Math.abs(value - coordinate) <= tolerance) {
                return rounded;
            }
        }
        return Figures.exact(coordinate);
    }
}
