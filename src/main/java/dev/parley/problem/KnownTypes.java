package dev.parley.problem;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.ArrayList;
import java.util.List;

/** What a polymorphic type can be: the field that says so, and its values. */
record KnownTypes(String property, List<String> names) {

    static KnownTypes of(Class<?> base) {
        JsonTypeInfo info = base.getAnnotation(JsonTypeInfo.class);
        List<String> names = new ArrayList<>();
        JsonSubTypes subtypes = base.getAnnotation(JsonSubTypes.class);
        if (subtypes != null) {
            for (JsonSubTypes.Type subtype : subtypes.value()) {
                names.add(subtype.name().isEmpty() ? named(subtype.value()) : subtype.name());
            }
        } else if (base.isSealed()) {
            for (Class<?> permitted : base.getPermittedSubclasses()) {
                names.add(named(permitted));
            }
        }
        return new KnownTypes(info == null || info.property().isEmpty() ? "type" : info.property(), names);
    }

    private static String named(Class<?> type) {
        JsonTypeName name = type.getAnnotation(JsonTypeName.class);
        return name == null ? type.getSimpleName() : name.value();
    }
}
