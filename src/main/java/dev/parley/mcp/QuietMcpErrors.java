package dev.parley.mcp;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.modelcontextprotocol.spec.McpError;
import org.springframework.boot.jackson.JacksonMixin;

/** Renders the protocol's errors, which are exceptions, without what is inside: their stack traces and causes. */
@JacksonMixin(McpError.class)
@JsonIgnoreProperties({"stackTrace", "cause", "suppressed", "localizedMessage"})
abstract class QuietMcpErrors {}
