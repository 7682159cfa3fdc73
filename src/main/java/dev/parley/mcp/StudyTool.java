package dev.parley.mcp;

import dev.parley.study.Project;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that an agent can do.
 *
 * @param name its name; its title, description and arguments' schema are in the file of this name
 * @param role the least role that it takes
 * @param call does it; the arguments are its own to take apart, what it answers is rendered as JSON
 */
record StudyTool(String name, Role role, Call call) {

    /** What a key must allow; each role includes the ones before it. */
    enum Role {
        READER,
        WORKER,
        ADMIN
    }

    /** Does what a tool is for. */
    @FunctionalInterface
    interface Call {

        /**
         * Runs the tool.
         *
         * @throws dev.parley.problem.ProblemException as the same request to the HTTP API does
         */
        Object run(Project project, ObjectNode arguments);
    }

    boolean isReading() {
        return role == Role.READER;
    }
}
