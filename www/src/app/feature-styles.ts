// The styles of the features, each beside what it styles; those of the help, of what roles allow and of what is expected, come with them.
import.meta.glob(["../*/**/*.css", "./**/*.css", "!../ui/**", "!../about/**", "!../permissions/answers/roles.css", "!../permissions/expectations/*.css"], { eager: true });
