/** The door for agents: studies as tools of the Model Context Protocol, at {@code /mcp}. */
@NullMarked
package dev.parley.mcp;

import org.jspecify.annotations.NullMarked;
