package dev.parley.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers for errors that never reached a controller, or left it unhandled: the server's own and those of filters. */
@RestController
class ProblemErrorController implements ErrorController {

    private final Problems problems;

    ProblemErrorController(Problems problems) {
        this.problems = problems;
    }

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    ResponseEntity<?> error(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        return problems.render(request, problem(ProblemType.ofStatus(status), request), new HttpHeaders());
    }

    static ProblemException problem(ProblemType type, HttpServletRequest request) {
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String path = failed == null ? request.getRequestURI() : failed.toString();
        String detail = switch (type) {
            case NOT_FOUND -> "There is nothing at " + path + ".";
            case INVALID_REQUEST -> "The request cannot be understood.";
            case UNAVAILABLE -> "The service cannot answer now; try again shortly.";
            case INTERNAL -> "The request failed inside Parley.";
            default -> type.title() + ".";
        };
        return new ProblemException(type, detail);
    }
}
