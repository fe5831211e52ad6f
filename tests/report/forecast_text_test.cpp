#include "dragoman/report/forecast_text.h"

#include <gmock/gmock.h>

namespace dragoman {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int64_t mebibyte = 1 << 20;

Forecast some_forecast() {
  Forecast forecast;
  forecast.parameters = {{"decoder", 1'000'000}, {"encoder", 2'345}};
  forecast.pairs = 29'000;
  forecast.length = {454, 9988, 22, 22, 1000};
  forecast.tokens_per_second = 10;
  forecast.validation_seconds = 20;
  forecast.peak_memory = 300 * mebibyte;
  forecast.disk = 2048 * mebibyte;
  return forecast;
}

TEST(ForecastText, HasALineForEachThing) {
  EXPECT_EQ(format(some_forecast(), {1024 * mebibyte, 3072 * mebibyte}),
            "parameters   1,002,345: decoder 1,000,000, encoder 2,345\n"
            "pairs        29,000 after the filters\n"
            "updates      9,988 at most, 454 an epoch\n"
            "validations  22, about 20s each\n"
            "time         about 9m 00s at most, at 10 target tokens/s\n"
            "memory       about 300.0 MiB of 1.0 GiB (the peak so far, the largest batch "
            "included)\n"
            "disk         about 2.0 GiB of 3.0 GiB free\n");
}

TEST(ForecastText, SaysWhatDoesNotFit) {
  const std::string fits = format(some_forecast(), {300 * mebibyte, 2048 * mebibyte});
  EXPECT_THAT(fits, Not(HasSubstr("DOES NOT FIT")));
  EXPECT_THAT(format(some_forecast(), {300 * mebibyte, 2047 * mebibyte}),
              HasSubstr("2.0 GiB free: DOES NOT FIT\n"));
  EXPECT_THAT(format(some_forecast(), {299 * mebibyte, 2048 * mebibyte}),
              HasSubstr("included): DOES NOT FIT\n"));
}

TEST(ForecastText, SaysWhyThereAreNoValidations) {
  Forecast forecast = some_forecast();
  forecast.length.validations = 0;
  EXPECT_THAT(format(forecast, {}), HasSubstr("validations  none: no data.valid_source\n"));
}

}  // namespace
}  // namespace dragoman
