package dev.parley.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Who calls: {@link #getName()} is the project, {@link #getDetails()} the key's name. */
final class Caller extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final String project;

    Caller(String keyName, String project, Role role) {
        super(List.of(new SimpleGrantedAuthority(role.authority())));
        this.project = project;
        setDetails(keyName);
        setAuthenticated(true);
    }

    /** The caller of a service without keys. */
    static Caller anybody() {
        return new Caller("anybody", "default", Role.ADMIN);
    }

    static Caller with(AccessKey key) {
        return new Caller(key.name(), key.project(), key.role());
    }

    @Override
    public Object getPrincipal() {
        return project;
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
