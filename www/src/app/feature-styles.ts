// The styles of the features, each beside what it styles; those of the help come with it.
import.meta.glob(["../*/**/*.css", "./**/*.css", "!../ui/**", "!../about/**"], { eager: true });
