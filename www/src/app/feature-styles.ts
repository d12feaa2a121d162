// The styles of the features, each beside what it styles.
import.meta.glob(["../*/**/*.css", "./**/*.css", "!../ui/**"], { eager: true });
