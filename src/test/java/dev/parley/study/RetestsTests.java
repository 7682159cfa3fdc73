package dev.parley.study;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetestsTests {

    private static int among(Retests retests, int wanted, @Nullable Long remaining, @Nullable Long limit) {
        Room room = new Room(wanted, wanted, null, remaining);
        return retests.among(wanted, room, new Limits(limit, null, null, null, null));
    }

    @Test
    void theLastTenthOfTheTrialsAreRetests() {
        assertThat(among(Retests.LAST_TENTH, 1, 100L, 100L)).isZero();
        assertThat(among(Retests.LAST_TENTH, 1, 11L, 100L)).isZero();
        assertThat(among(Retests.LAST_TENTH, 1, 10L, 100L)).isEqualTo(1);
        assertThat(among(Retests.LAST_TENTH, 1, 1L, 100L)).isEqualTo(1);
        assertThat(among(Retests.LAST_TENTH, 8, 15L, 100L)).isEqualTo(3);
        assertThat(among(Retests.LAST_TENTH, 100, 100L, 100L)).isEqualTo(10);
    }

    @Test
    void aTenthIsRoundedUp() {
        assertThat(among(Retests.LAST_TENTH, 4, 4L, 11L)).isEqualTo(2);
        assertThat(among(Retests.LAST_TENTH, 1, 1L, 1L)).isEqualTo(1);
    }

    @Test
    void thereAreNoneWithoutTheWishOrALimit() {
        assertThat(among(Retests.NONE, 5, 5L, 100L)).isZero();
        assertThat(among(Retests.LAST_TENTH, 5, null, null)).isZero();
    }
}
