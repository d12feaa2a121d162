// The styles of the features, each beside what it styles; those of the help, and of what roles allow, come with them.
import.meta.glob(["../*/**/*.css", "./**/*.css", "!../ui/**", "!../about/**", "!../permissions/answers/roles.css"], { eager: true });
