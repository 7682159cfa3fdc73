package dev.parley.prediction;

import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/studies/{study}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Results")
class PredictionController {

    private final PredictionService service;

    PredictionController(PredictionService service) {
        this.service = service;
    }

    @PostMapping("/predict")
    @Operation(
            operationId = "predict",
            summary = "Predict what configurations will tell, by the engine's surrogate and, on request, a language"
                    + " model")
    PredictResponse predict(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Valid @RequestBody PredictRequest request) {
        return service.predict(project, study, request);
    }

    @GetMapping("/calibration")
    @Operation(
            operationId = "getCalibration",
            summary = "Read how true the study's predictions came, by the engine's surrogate and by language models")
    CalibrationList calibration(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return service.calibration(project, study);
    }
}
