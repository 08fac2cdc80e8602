// What plots of all kinds share: text for gnuplot, numbers and labels of axes.
#pragma once

#include <string>
#include <string_view>

#include "runtime/results/output_spec.h"

namespace collmc::report {

inline constexpr int kLongestPlotTitle = 46, kLongestPlotName = 30;  ///< characters; longer ones are cut

/// A string for gnuplot in which nothing but the quote has a meaning.
std::string in_quotes(std::string_view text);

/// Markup at a fraction of the text's size.
std::string sized(const std::string& markup, double size);

/// Text cut to `width` characters.
std::string shortened(const std::string& text, int width);

/// What cannot be drawn counts as nothing: a sum that is infinite or no number.
double finite_or_zero(double x);

/// The exponent of ten that an axis is drawn in: a multiple of three for numbers that would be too long beside it, else
/// 0.
int exponent_of_axis(double largest);
/// What a label says of that exponent, as markup; empty for 0.
std::string exponent_note(int exponent);

/// An axis label (markup) with its unit in brackets, unless it ends with one already.
std::string with_unit(const std::string& label, const std::string& unit);

/// Range and ticks of axis 'x' or 'y' from the edges of a histogram's axis.
void append_range(std::string& script, char axis, const results::AxisSpec& spec);

/// The frame's place on the canvas, in fractions of it.
void append_frame(std::string& script, double left, double right, double bottom, double top);

}  // namespace collmc::report
