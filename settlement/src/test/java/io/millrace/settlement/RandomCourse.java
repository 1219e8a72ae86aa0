package io.millrace.settlement;

import io.millrace.settlement.ExchangeScript.Listing;
import io.millrace.settlement.ExchangeScript.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random course of trading, written into a script. */
final class RandomCourse {
    /** Keeps the choice of makers cheap in a long course. */
    private static final int RESTING_MAX = 500;

    private final ExchangeScript script = new ExchangeScript().genesis();
    private final List<Order> resting = new ArrayList<>();
    private final Random random;
    private final int users;

    private RandomCourse(final long seed, final int users) {
        random = new Random(seed);
        this.users = users;
    }

    static ExchangeScript of(final long seed, final int steps, final int users) {
        final RandomCourse course = new RandomCourse(seed, users);
        for (int user = 1; user <= users; user++) {
            for (int asset = ExchangeScript.BTC; asset <= ExchangeScript.USDT; asset++) {
                course.script.transfer(user, asset, 1_000_000_000_000L, true);
            }
        }
        for (int i = 0; i < steps; i++) {
            course.script.pass(
                    course.random.nextInt(10) == 0
                            ? course.random.nextLong(100_000_000_000L)
                            : course.random.nextInt(500_000));
            course.step();
        }
        return course.script;
    }

    private void step() {
        final long userId = 1 + random.nextInt(users);
        final int choice = random.nextInt(100);
        if (choice < 8) {
            script.transfer(userId, 1 + random.nextInt(3), 1 + random.nextInt(1_000_000), random.nextBoolean());
        } else if (choice < 10) {
            script.refuseTransfer(userId, ExchangeScript.USDT, 77, random.nextBoolean());
        } else if (choice < 12) {
            script.repeatLastTransfer(userId, ExchangeScript.USDT, 5);
        } else if ((choice < 25 || resting.size() > RESTING_MAX) && !resting.isEmpty()) {
            script.cancel(resting.remove(random.nextInt(resting.size())));
        } else {
            order(userId);
        }
    }

    private void order(final long userId) {
        final Listing listing = script.listings.get(random.nextInt(script.listings.size()));
        final boolean buy = random.nextBoolean();
        final List<Order> makers = new ArrayList<>();
        long price = 1_000 + random.nextInt(500);
        for (final Order each : resting) {
            if (each.listing == listing && each.buy != buy && makers.size() < 3 && random.nextBoolean()) {
                makers.add(each);
                price = buy ? Math.max(price, each.price) : Math.min(price, each.price);
            }
        }
        final Order order = script.place(userId, listing, buy, price, 1 + random.nextInt(200), makers);
        resting.removeIf(each -> each.remaining() == 0);
        if (order.remaining() > 0) {
            resting.add(order);
        }
    }
}
