package dev.parley.problem;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.annotation.HandlerMethodValidationException;

/** Reads the places of faults out of what bean validation found. */
final class ValidationFaults {

    private static final Comparator<FieldFault> BY_PLACE = Comparator.<FieldFault, String>comparing(
                    fault -> fault.pointer() == null ? "" : fault.pointer())
            .thenComparing(fault -> fault.parameter() == null ? "" : fault.parameter())
            .thenComparing(FieldFault::detail);

    private ValidationFaults() {}

    static ProblemException problem(List<FieldFault> faults) {
        List<FieldFault> sorted = faults.stream().sorted(BY_PLACE).toList();
        String detail = sorted.size() == 1
                ? place(sorted.getFirst()) + " " + sorted.getFirst().detail() + "."
                : sorted.size() + " places of the request are at fault.";
        return new ProblemException(ProblemType.INVALID_REQUEST, detail, sorted);
    }

    private static String place(FieldFault fault) {
        String name = fault.pointer() == null ? fault.parameter() : fault.pointer();
        return name == null || name.isEmpty() ? "The body" : name;
    }

    static List<FieldFault> of(MethodArgumentNotValidException failure) {
        return failure.getParameter().hasParameterAnnotation(RequestBody.class)
                ? of(failure.getBindingResult(), "")
                : failure.getBindingResult().getFieldErrors().stream()
                        .map(error ->
                                FieldFault.ofParameter(error.getField(), String.valueOf(error.getDefaultMessage())))
                        .toList();
    }

    private static List<FieldFault> of(Errors body, String prefix) {
        List<FieldFault> faults = new ArrayList<>();
        for (ObjectError error : body.getAllErrors()) {
            String path = error instanceof FieldError field ? pointer(field.getField()) : "";
            faults.add(new FieldFault(prefix + path, String.valueOf(error.getDefaultMessage())));
        }
        return faults;
    }

    static List<FieldFault> of(HandlerMethodValidationException failure) {
        List<FieldFault> faults = new ArrayList<>();
        for (ParameterValidationResult result : failure.getParameterValidationResults()) {
            MethodParameter parameter = result.getMethodParameter();
            boolean isBody = parameter.hasParameterAnnotation(RequestBody.class);
            Integer index = result.getContainerIndex();
            String prefix = index == null ? "" : "/" + index;
            if (result instanceof ParameterErrors errors) {
                faults.addAll(of(errors, prefix));
                continue;
            }
            for (MessageSourceResolvable error : result.getResolvableErrors()) {
                String detail = String.valueOf(error.getDefaultMessage());
                faults.add(isBody ? new FieldFault(prefix, detail) : FieldFault.ofParameter(name(parameter), detail));
            }
        }
        for (MessageSourceResolvable error : failure.getCrossParameterValidationResults()) {
            faults.add(new FieldFault("", String.valueOf(error.getDefaultMessage())));
        }
        return faults;
    }

    static List<FieldFault> of(ConstraintViolationException failure) {
        List<FieldFault> faults = new ArrayList<>();
        for (ConstraintViolation<?> violation : failure.getConstraintViolations()) {
            faults.add(new FieldFault(pointer(violation.getPropertyPath().toString()), violation.getMessage()));
        }
        return faults;
    }

    /** {@code objectives[0].name} as {@code /objectives/0/name}. */
    private static String pointer(String path) {
        StringBuilder pointer = new StringBuilder();
        for (String step : path.split("[.\\[\\]]+", -1)) {
            if (!step.isEmpty()) {
                pointer.append('/').append(step.replace("~", "~0").replace("/", "~1"));
            }
        }
        return pointer.toString();
    }

    private static String name(MethodParameter parameter) {
        RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
        PathVariable path = parameter.getParameterAnnotation(PathVariable.class);
        RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
        String given = query != null ? query.name() : path != null ? path.name() : header != null ? header.name() : "";
        String declared = parameter.getParameterName();
        return !given.isEmpty() ? given : declared == null ? "parameter" : declared;
    }
}
