/** What holds for the image, the compose file and the Helm chart. */
@NullMarked
package dev.parley.packaging;

import org.jspecify.annotations.NullMarked;
